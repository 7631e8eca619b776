using ServerlessML.Contracts;

namespace ServerlessML.Serving.Capture;

/// <summary>One captured request, before it is written as a line.</summary>
/// <param name="Deployment">Whose.</param>
/// <param name="At">When it was answered.</param>
/// <param name="RequestId">The client's, or made up.</param>
/// <param name="Version">Which answered.</param>
/// <param name="Revision">Of the plan.</param>
/// <param name="Lane">How the request came to the version.</param>
/// <param name="KeyHash">Null without a key.</param>
/// <param name="Shape">What its answers are called.</param>
/// <param name="Rows">Given back once written.</param>
/// <param name="Latency">From the body's arrival to the finished response.</param>
public readonly record struct Captured(
    string Deployment,
    DateTimeOffset At,
    string RequestId,
    int Version,
    int Revision,
    Lane Lane,
    ulong? KeyHash,
    AnswerShape Shape,
    RowCopy Rows,
    TimeSpan Latency
);
