namespace ServerlessML.LocalHost.Hosting;

/// <summary>What became of a blob's content, named by its ETag.</summary>
/// <param name="At">When it was done or given up; for a failure, when it is tried again.</param>
public sealed record BlobReceipt(string ETag, string Outcome, int Failures, DateTimeOffset At)
{
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Poisoned = "poisoned";
}
