"""How messages are taken in: a request that is none of the protocol's has an answer, too."""

from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol


class Protocol(LanguageServerProtocol):
    """Answers a request whose parameters cannot be read with an error; pygls leaves whoever sent it waiting."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message; None for one that cannot be read, which is answered if it is a request."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if "method" in data and "id" in data:
                words = f"{data['method']}: its parameters are not those of the protocol."
                self._send_response(data["id"], None, JsonRpcInvalidParams(words).to_response_error())
            return None

    def handle_message(self, message: Any) -> None:
        """Has a message handled that could be read."""
        if message is not None:
            super().handle_message(message)
