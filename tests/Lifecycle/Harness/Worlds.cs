namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>Three worlds side by side: an outage of one is no business of the others.</summary>
public static class Worlds
{
    public const string Releases = nameof(Releases);
    public const string Batches = nameof(Batches);
    public const string Outages = nameof(Outages);
}
