using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

internal static class Sessions
{
    /// <exception cref="DeviceMissingException">The device is not there.</exception>
    public static InferenceSession Open(byte[] graph, TrainingOptions options)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        // Spinning wins a tenth on an idle machine, and loses several times the whole where other processes want the cores.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (options.Device == Device.Cuda)
        {
            try
            {
                session.AppendExecutionProvider_CUDA();
            }
            catch (OnnxRuntimeException missing)
            {
                throw new DeviceMissingException($"Device 'cuda' is not available: {missing.Message}");
            }
            catch (EntryPointNotFoundException)
            {
                throw new DeviceMissingException(
                    "Device 'cuda' is not available: this build has ONNX Runtime for processors. Use an image that is built "
                        + "with OnnxRuntimeGpu=true."
                );
            }
        }

        return new InferenceSession(graph, session);
    }
}
