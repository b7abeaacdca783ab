#!/usr/bin/python3
"""Uploads images, has a clone built from them, watches it, and reads its path.

    clone.py SERVER STUBS DATASET LABELS OUT

SERVER   host:port of `lucy up`
STUBS    the folder that generate.sh wrote the messages to
DATASET  a dataset file (docs/formats/dataset.md); 300 of its images are used
LABELS   what the clone should know, with commas
OUT      where its path goes: an encoded lucy.path.v1.ClonePath

Needs Debian's python3-grpcio and python3-protobuf, and nothing else.
"""

import hashlib
import json
import random
import struct
import sys
import time
import uuid

import google.protobuf
import grpc

SERVER, STUBS, DATASET, LABELS, OUT = sys.argv[1:]
sys.path.append(STUBS)
# protobuf's own package is called google too.
google.__path__.append(STUBS + "/google")

from google.bytestream import bytestream_pb2 as stream  # noqa: E402
from lucy.clone.v1 import clone_pb2, clone_service_pb2 as clones  # noqa: E402
from lucy.common.v1 import common_pb2 as common  # noqa: E402
from lucy.transfer.v1 import transfer_service_pb2 as transfer  # noqa: E402

IMAGES = 300
PIECE_BYTES = 1 << 18
DEADLINE_SECONDS = 30
PAUSE_SECONDS = 0.1
ENDS = (
    clone_pb2.CLONE_STATE_COMPLETED,
    clone_pb2.CLONE_STATE_FAILED,
    clone_pb2.CLONE_STATE_CANCELLED,
)


def some_of(path, wanted):
    """A dataset of some of a dataset's images, as the bytes of its file."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = {"__metadata__": header.pop("__metadata__", {})}
    samples = header["images"]["shape"][0]
    # By chance, for labels may take turns; with a seed, so that the same file gives the same dataset.
    taken = sorted(random.Random(1).sample(range(samples), min(wanted, samples)))
    parts, end = [], 0
    for tensor in sorted(header.values(), key=lambda t: t["data_offsets"]):
        begin, stop = tensor["data_offsets"]
        size = (stop - begin) // samples
        parts += [data[begin + i * size : begin + (i + 1) * size] for i in taken]
        tensor["shape"][0] = len(taken)
        tensor["data_offsets"] = [end, end + size * len(taken)]
        end += size * len(taken)
    text = json.dumps({**metadata, **header}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(parts)


class Lucy:
    """Lucy's calls, by their names."""

    def __init__(self, server):
        self.channel = grpc.insecure_channel(server)

    def call(self, method, request, response):
        stub = self.channel.unary_unary(
            method, request_serializer=type(request).SerializeToString, response_deserializer=response.FromString
        )
        return stub(request, timeout=DEADLINE_SECONDS)

    def upload(self, blob, data):
        """Sends bytes that are not there yet, going on where an upload before broke off."""
        missing = self.call(
            "/lucy.transfer.v1.BlobService/FindMissingBlobs",
            transfer.FindMissingBlobsRequest(blobs=[blob]),
            transfer.FindMissingBlobsResponse,
        ).missing
        if not missing:
            return
        name = f"uploads/{uuid.uuid4()}/blobs/{blob.sha256.hex()}/{blob.size_bytes}"
        write = self.channel.stream_unary(
            "/google.bytestream.ByteStream/Write",
            request_serializer=stream.WriteRequest.SerializeToString,
            response_deserializer=stream.WriteResponse.FromString,
        )
        for _ in range(5):
            try:
                write(pieces(name, data, self.committed(name)))
                return
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE:
                    raise
        raise SystemExit("the upload breaks off again and again")

    def committed(self, name):
        try:
            return self.call(
                "/google.bytestream.ByteStream/QueryWriteStatus",
                stream.QueryWriteStatusRequest(resource_name=name),
                stream.QueryWriteStatusResponse,
            ).committed_size
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.NOT_FOUND:
                return 0
            raise

    def watch(self, clone):
        """Shows a clone until its life ends, and returns what became of it."""
        follow = self.channel.unary_stream(
            "/lucy.clone.v1.CloneService/WatchClone",
            request_serializer=clones.WatchCloneRequest.SerializeToString,
            response_deserializer=clones.WatchCloneResponse.FromString,
        )
        for update in follow(clones.WatchCloneRequest(clone=clone)):
            state = update.clone.state
            print(clone_pb2.CloneState.Name(state), update.clone.progress.stage, file=sys.stderr)
            if state in ENDS:
                return update.clone
        raise SystemExit("the watch ended before the clone did")

    def path(self, path_id):
        """A completed clone's path, which arrives a moment after the news of it."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            try:
                return self.call(
                    "/lucy.transfer.v1.PathService/GetPath",
                    transfer.GetPathRequest(path_id=path_id),
                    transfer.GetPathResponse,
                ).path
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.NOT_FOUND or time.monotonic() > deadline:
                    raise
            time.sleep(PAUSE_SECONDS)


def pieces(name, data, begin):
    # At least one, to finish what was sent whole before the connection broke.
    for offset in range(begin, max(len(data), begin + 1), PIECE_BYTES):
        piece = data[offset : offset + PIECE_BYTES]
        yield stream.WriteRequest(
            resource_name=name, write_offset=offset, data=piece, finish_write=offset + len(piece) == len(data)
        )


def main():
    lucy = Lucy(SERVER)
    data = some_of(DATASET, IMAGES)
    blob = common.Digest(sha256=hashlib.sha256(data).digest(), size_bytes=len(data))
    lucy.upload(blob, data)
    dataset = lucy.call(
        "/lucy.transfer.v1.DatasetService/CreateDataset",
        transfer.CreateDatasetRequest(data=blob),
        transfer.CreateDatasetResponse,
    ).dataset
    print(f"dataset {dataset.name}: {dataset.samples} images", file=sys.stderr)
    clone = lucy.call(
        "/lucy.clone.v1.CloneService/CreateClone",
        clones.CreateCloneRequest(
            request_id=str(uuid.uuid4()), labels=LABELS.split(","), data=blob, new_clone=clone_pb2.NewClone()
        ),
        clones.CreateCloneResponse,
    ).clone
    clone = lucy.watch(clone.id)
    if clone.state != clone_pb2.CLONE_STATE_COMPLETED:
        raise SystemExit(f"no clone: {clone.failure.reason}: {clone.failure.message}")
    path = lucy.path(clone.result.path_id)
    with open(OUT, "wb") as file:
        file.write(path)
    print(f"path {clone.result.path_id.hex()} {len(path)} bytes")


if __name__ == "__main__":
    try:
        main()
    except grpc.RpcError as error:
        raise SystemExit(f"{error.code().name}: {error.details()}")
