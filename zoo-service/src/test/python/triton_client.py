"""What a stock tritonclient sees of a server of Lucy.

Usage: triton_client.py HOST:PORT MODEL PIXELS LOGITS

PIXELS are raw bytes [N, 1, 28, 28] of MNIST images, LOGITS the little-endian floats [N, labels] that MODEL must answer
with, bit by bit. Prints "ok" at the end, or fails with what differs.
"""

import queue
import sys

import numpy as np
import tritonclient.grpc as triton


def image(values, datatype, name="image"):
    tensor = triton.InferInput(name, values.shape, datatype)
    tensor.set_data_from_numpy(values)
    return tensor


def refused(call, part):
    try:
        call()
    except triton.InferenceServerException as e:
        assert part in str(e), f"expected {part!r} in {e}"
    else:
        raise AssertionError(f"not refused: {part}")


def describe(client, model, labels):
    assert client.is_server_live() and client.is_server_ready()
    assert client.get_server_metadata().name == "lucy"
    assert client.is_model_ready(model) and not client.is_model_ready("gone")
    metadata = client.get_model_metadata(model, as_json=True)
    assert metadata["inputs"] == [{"name": "image", "datatype": "UINT8", "shape": ["-1", "1", "28", "28"]}], metadata
    assert metadata["outputs"] == [{"name": "logits", "datatype": "FP32", "shape": ["-1", str(labels)]}], metadata
    config = client.get_model_config(model).config
    assert config.max_batch_size >= 1 and list(config.input[0].dims) == [1, 28, 28], config
    assert len(config.parameters["labels"].string_value.split("\n")) == labels
    index = {m.name: m.state for m in client.get_model_repository_index().models}
    assert index[model] == "READY", index


def infer(client, model, pixels, expected):
    for datatype, values in (("UINT8", pixels), ("FP32", pixels.astype(np.float32))):
        result = client.infer(model, [image(values, datatype)], request_id="7")
        logits = result.as_numpy("logits")
        assert np.array_equal(logits, expected), (datatype, logits, expected)
        assert result.get_response().id == "7" and result.get_response().model_name == model
    asked = triton.InferRequestedOutput("logits", class_count=2)
    classes = client.infer(model, [image(pixels, "UINT8")], outputs=[asked]).as_numpy("logits")
    assert classes.shape == (len(pixels), 2), classes
    best = [int(row[0].decode().split(":")[1]) for row in classes]
    assert best == list(expected.argmax(axis=1)), (best, expected)


def stream(client, model, pixels, expected):
    answers = queue.Queue()
    client.start_stream(callback=lambda result, error: answers.put((result, error)))
    for i in range(5):
        client.async_stream_infer(model if i != 2 else "gone", [image(pixels, "UINT8")], request_id=str(i))
    for i in range(5):
        result, error = answers.get(timeout=30)
        if i == 2:
            assert "gone" in str(error), error
        else:
            assert error is None and np.array_equal(result.as_numpy("logits"), expected), error
    client.stop_stream()


def refuse(client, model, pixels):
    refused(lambda: client.infer("gone", [image(pixels, "UINT8")]), "StatusCode.NOT_FOUND")
    refused(lambda: client.infer(model, [image(pixels, "UINT8")], model_version="9"), "StatusCode.NOT_FOUND")
    refused(lambda: client.infer(model, [image(pixels[:, :, :27], "UINT8")]), "[N, 1, 28, 28]")
    refused(lambda: client.infer(model, [image(pixels.astype(np.int8), "INT8")]), "UINT8 or FP32")
    refused(lambda: client.infer(model, [image(pixels, "UINT8", name="pixels")]), "'image'")


def repository(client, model):
    client.load_model(model)
    refused(lambda: client.load_model("gone"), "StatusCode.NOT_FOUND")
    refused(lambda: client.unload_model(model), "StatusCode.UNIMPLEMENTED")
    statistics = client.get_inference_statistics(model).model_stats[0]
    assert statistics.inference_stats.success.count > 0, statistics


def main(address, model, pixels_file, logits_file):
    pixels = np.fromfile(pixels_file, dtype=np.uint8).reshape(-1, 1, 28, 28)
    expected = np.fromfile(logits_file, dtype="<f4").reshape(len(pixels), -1)
    with triton.InferenceServerClient(address) as client:
        describe(client, model, expected.shape[1])
        infer(client, model, pixels, expected)
        stream(client, model, pixels, expected)
        refuse(client, model, pixels)
        repository(client, model)
    print("ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
