namespace ServerlessML.Serving;

/// <summary>The gateway's own headers.</summary>
public static class Headers
{
    /// <summary>Request: who is asking; the same key gets the same version at the same plan.</summary>
    public const string RoutingKey = "X-Routing-Key";

    /// <summary>Request and response: names the request in captures and logs; made up when it is not given.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>Request: the version that is to answer, for testers. Response: the one that did.</summary>
    public const string ModelVersion = "X-Model-Version";
    public const string PlanRevision = "X-Plan-Revision";

    public const string ModelVersionRule = "a version of the plan, as a whole number";
    public const string RequestIdRule = "1 to 64 of letters, digits, '-', '_', '.' and ':'";

    public static bool IsRequestId(string text) =>
        text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
