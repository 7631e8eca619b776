using System.Buffers;

namespace ServerlessML.Serving.Requests;

/// <summary>The gateway's own headers.</summary>
public static class Headers
{
    /// <summary>Request: who is asking; the same key gets the same version at the same plan.</summary>
    public const string RoutingKey = "X-Routing-Key";

    /// <summary>Request and response: names the request in captures and logs; made up when it is not given.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>Request and response: bytes of JSON at the start of a body that goes on with tensors.</summary>
    public const string InferenceJsonLength = "Inference-Header-Content-Length";

    /// <summary>Request: the version that is to answer, for testers. Response: the one that did.</summary>
    public const string ModelVersion = "X-Model-Version";
    public const string PlanRevision = "X-Plan-Revision";

    public const string ModelVersionRule = "must be a version of the plan, as a whole number";
    public const string RequestIdRule = "1 to 64 of letters, digits, '-', '_', '.' and ':'";

    private static readonly SearchValues<char> InRequestIds = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:"
    );

    public static bool IsRequestId(string text) => text.Length is > 0 and <= 64 && !text.AsSpan().ContainsAnyExcept(InRequestIds);
}
