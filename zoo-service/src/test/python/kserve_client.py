"""What the client of KServe's SDK sees of a server of Lucy; arguments as those of triton_client.py."""

import asyncio
import sys

import numpy as np
from kserve import InferenceGRPCClient, InferInput, InferRequest


def request(model, pixels, binary):
    tensor = InferInput(name="image", shape=list(pixels.shape), datatype="UINT8")
    if binary:
        tensor.set_data_from_numpy(pixels, binary_data=True)
    else:
        tensor.data = pixels.flatten().tolist()
    return InferRequest(model_name=model, infer_inputs=[tensor], request_id="7")


async def main(address, model, pixels_file, logits_file):
    pixels = np.fromfile(pixels_file, dtype=np.uint8).reshape(-1, 1, 28, 28)
    expected = np.fromfile(logits_file, dtype="<f4").reshape(len(pixels), -1)
    client = InferenceGRPCClient(url=address)
    assert await client.is_server_live() and await client.is_server_ready()
    assert await client.is_model_ready(model)
    for binary in (True, False):
        response = await client.infer(request(model, pixels, binary))
        logits = response.outputs[0].as_numpy()
        assert np.array_equal(logits.reshape(expected.shape), expected), (binary, logits, expected)
    print("ok")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
