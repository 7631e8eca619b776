namespace Microsoft.ML.OnnxRuntime;

internal enum ErrorCode
{
    Ok, Fail, InvalidArgument, NoSuchFile, NoModel, EngineError, RuntimeException, InvalidProtobuf, ModelLoaded, NotImplemented,
    InvalidGraph, ExecutionProviderFailure,
}
