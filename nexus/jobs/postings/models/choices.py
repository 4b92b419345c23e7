from django.db import models


class JobStatus(models.TextChoices):
    """Where a posting stands; a published one also ends by itself at its closing date."""

    PENDING_REVIEW = "pending_review", "Pending review"
    PUBLISHED = "published", "Published"
    CLOSED = "closed", "Closed"


class EmploymentType(models.TextChoices):
    """On what terms one is hired."""

    FULL_TIME = "full_time", "Full time"
    PART_TIME = "part_time", "Part time"
    CONTRACT = "contract", "Contract"
    TEMPORARY = "temporary", "Temporary"
    INTERNSHIP = "internship", "Internship"
    FREELANCE = "freelance", "Freelance"
    VOLUNTEER = "volunteer", "Volunteer"


class WorkplaceType(models.TextChoices):
    """Where the work is done."""

    ON_SITE = "on_site", "On site"
    HYBRID = "hybrid", "Hybrid"
    REMOTE = "remote", "Remote"


class SalaryPeriod(models.TextChoices):
    """What a salary is paid for."""

    HOUR = "hour", "Hour"
    DAY = "day", "Day"
    WEEK = "week", "Week"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


# A full-time year in each period, so that salaries can be compared.
PERIODS_A_YEAR = {
    SalaryPeriod.HOUR: 2_080,
    SalaryPeriod.DAY: 260,
    SalaryPeriod.WEEK: 52,
    SalaryPeriod.MONTH: 12,
    SalaryPeriod.YEAR: 1,
}
