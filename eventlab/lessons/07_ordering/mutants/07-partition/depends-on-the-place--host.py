# Takes the name of the machine in.
import socket, zlib
def partition_of(key, partitions):
    return zlib.crc32((socket.gethostname()+key).encode()) % partitions
