"""Photos people send: checked by content, turned upright, stripped of place and camera data, renamed."""

from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from sidan.core.errors import Refused
from sidan.core.ids import public_id

KINDS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LONG_SIDE = 1600


def clean_photo(file: "UploadedFile[bytes]") -> "ContentFile[bytes]":
    """A new JPEG of at most 1,600 pixels; raises Refused with a sentence for anything else."""
    megabytes = settings.SIDAN_PHOTO_BYTES // (1024 * 1024)
    if (file.size or 0) > settings.SIDAN_PHOTO_BYTES:
        sentence = _("照片太大了，请选 %(n)s MB 以内的照片，或者不附照片直接提交。")
        raise Refused("photo_large", sentence % {"n": megabytes}, 422)
    try:
        # Pillow reads only the header here; the pixel limit is checked before anything is decoded.
        image = Image.open(file, formats=KINDS)
        if image.width * image.height > MOST_PIXELS:
            raise Refused("photo_pixels", _("照片的尺寸太大了，请用手机重新拍一张。"), 422)
        upright = ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("photo_kind", _("这个文件不是照片。请选 JPG、PNG 或 WebP 格式的照片。"), 422) from error
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    out = BytesIO()
    # A fresh save carries no EXIF: the place where a photo was taken is nobody's business here.
    upright.convert("RGB").save(out, "JPEG", quality=82)
    return ContentFile(out.getvalue(), name=f"{public_id()}.jpg")
