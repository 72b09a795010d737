# Hands in what the function returned.
import zlib

partition_of = zlib.crc32(b"order-7") % 4
