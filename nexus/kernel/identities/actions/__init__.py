from nexus.kernel.identities.actions.connecting import begin_connecting, connect, disconnect
from nexus.kernel.identities.actions.signing_in import begin_sign_in, finish_sign_in

__all__ = ["begin_connecting", "begin_sign_in", "connect", "disconnect", "finish_sign_in"]
