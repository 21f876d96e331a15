"""Photos as a printed page carries them: small enough to print and to send, without anything but what is seen."""

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageOps

from .pdf import CARRIED_PICTURE

LONGER_SIDE = 1400  # pixels: 300 dpi over 118 mm
QUALITY = 82


def carried(content: bytes) -> str:
    """A kept picture as the address of an <img>. Raises OSError where it is no picture."""
    with Image.open(BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LONGER_SIDE, LONGER_SIDE))
    small = BytesIO()
    picture.save(small, "JPEG", quality=QUALITY)
    return CARRIED_PICTURE + b64encode(small.getvalue()).decode()
