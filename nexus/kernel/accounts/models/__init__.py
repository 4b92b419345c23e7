from nexus.kernel.accounts.models.addresses import MOST_ADDRESSES, Address, AddressQuerySet
from nexus.kernel.accounts.models.erasures import Erasure, ErasureQuerySet
from nexus.kernel.accounts.models.exports import DataExport, DataExportQuerySet, ExportStatus
from nexus.kernel.accounts.models.links import LinkPurpose, LinkRequest, LinkRequestQuerySet
from nexus.kernel.accounts.models.rows import AccountSelect
from nexus.kernel.accounts.models.user import (
    ROLE_FLAGS,
    SHOWN_TO_ALL,
    TAKEN_EMAIL,
    TAKEN_USERNAME,
    User,
    UserFilters,
    UserQuerySet,
    Users,
)

__all__ = [
    "MOST_ADDRESSES",
    "ROLE_FLAGS",
    "SHOWN_TO_ALL",
    "TAKEN_EMAIL",
    "TAKEN_USERNAME",
    "AccountSelect",
    "Address",
    "AddressQuerySet",
    "DataExport",
    "DataExportQuerySet",
    "Erasure",
    "ErasureQuerySet",
    "ExportStatus",
    "LinkPurpose",
    "LinkRequest",
    "LinkRequestQuerySet",
    "User",
    "UserFilters",
    "UserQuerySet",
    "Users",
]
