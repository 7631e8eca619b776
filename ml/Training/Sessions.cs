using Microsoft.ML.OnnxRuntime;

namespace ServerlessML.Ml.Training;

internal static class Sessions
{
    /// <exception cref="TrainingException">The device is not there.</exception>
    public static InferenceSession Open(byte[] graph, TrainingOptions options)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        if (options.Device == Device.Cuda)
        {
            try
            {
                session.AppendExecutionProvider_CUDA();
            }
            catch (OnnxRuntimeException missing)
            {
                throw new TrainingException($"Device 'cuda' is not available: {missing.Message}");
            }
        }

        return new InferenceSession(graph, session);
    }
}
