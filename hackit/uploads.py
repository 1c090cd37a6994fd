"""How much a browser may send: Django's own limits count a form's fields but not its files."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest


class LimitedUpload(FileUploadHandler):
    """Stops reading a request once its files together pass UPLOAD_MAX_BYTES; the form then finds no file.

    `too_much(request)` tells a view that this is why.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count the chunk and hand it on; raises StopUpload when it is one too many."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            self.request._sent_too_much = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the making of the file to the next handler."""
        return None


def too_much(request: HttpRequest) -> bool:
    """Whether more was sent than a browser may send. Ask after its files were read."""
    return getattr(request, "_sent_too_much", False)
