"""Health: liveness touches nothing, readiness asks what an answer needs, metrics are for those who watch."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from redis import Redis

from nexus.kernel.api.answers import error_headers
from nexus.kernel.api.breaker import breaker
from nexus.kernel.api.errors import NotAuthenticated, PermissionDenied
from nexus.kernel.api.metrics import CONTENT_TYPE, all_figures, exposition, require_reader
from nexus.kernel.api.middleware import SAFE

Handler = Callable[[HttpRequest], HttpResponseBase]

OK = "ok"


class HealthMiddleware:
    """Answer the probes ahead of everything else: hosts, redirects and limits are not for them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._is_migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = request.path_info.removesuffix("/")
        if probe not in {"/health/live", "/health/ready", "/health/metrics"}:
            return self.get_response(request)
        if request.method not in SAFE:
            return _tell(405, {"status": "this is read with GET"}, Allow="GET, HEAD")
        if probe == "/health/metrics":
            return _metrics(request)
        return _tell(200, {"status": OK}) if probe == "/health/live" else self._readiness()

    def _readiness(self) -> JsonResponse:
        needed = {"draining": self._draining(), "database": self._database()}
        if needed["database"] == OK:
            needed["migrations"] = self._migrations()
        is_ready = all(state == OK for state in needed.values())
        told = {"status": OK if is_ready else "unready", "checks": needed | {"valkey": _valkey()}}
        return _tell(200 if is_ready else 503, told)

    def _draining(self) -> str:
        # A file, so that whoever is about to stop the site can say so first: a preStop hook, an operator.
        return "draining" if settings.DRAINING_FILE.exists() else OK

    def _database(self) -> str:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (DatabaseError, InterfaceError):
            return "away"
        return OK

    def _migrations(self) -> str:
        if not self._is_migrated:  # they only ever become applied, so that one look is enough
            executor = MigrationExecutor(connection)
            self._is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return OK if self._is_migrated else "not applied"


def _metrics(request: HttpRequest) -> HttpResponseBase:
    try:
        require_reader(request.META)
    except (NotAuthenticated, PermissionDenied) as error:
        return _tell(error.status, {"status": error.message}, **error_headers(error))
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(exposition(all_figures()), content_type=CONTENT_TYPE, headers=headers)


def _valkey() -> str:
    # Told, but not needed: without it pages are computed and nobody is limited.
    return OK if breaker.ask(Redis.ping) else "away"


def _tell(status: int, told: Mapping[str, object], **headers: str) -> JsonResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store", **headers})
