namespace Microsoft.ML.OnnxRuntime;

/// <summary>ONNX Runtime refused or failed a call; the message is its own.</summary>
#pragma warning disable CA1032, CA1064 // The genuine one is made by the library alone.
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode code, string message) : base($"[ErrorCode:{code}] {message}")
    {
    }
}
