namespace Microsoft.ML.OnnxRuntime.Native;

internal static unsafe class Status
{
    /// <exception cref="OnnxRuntimeException">The call did not return the null status, which is success.</exception>
    public static void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    private static void Throw(nint status)
    {
        var code = (ErrorCode)Api.GetErrorCode(status);
        var message = Utf8.Text(Api.GetErrorMessage(status));
        Api.ReleaseStatus(status);
        throw new OnnxRuntimeException(code, message);
    }
}
