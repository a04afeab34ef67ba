"""What a picture may be, for programs and in words."""

from webapp.core.i18n import any_of, lazily, number

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 4096 * 4096

FORMATS = lazily(any_of, ("JPEG", "PNG", "WebP", "GIF"))
MEGABYTES = lazily(number, LARGEST_FILE // 1024**2)
MEGAPIXELS = lazily(number, MOST_PIXELS // 10**5 / 10)
