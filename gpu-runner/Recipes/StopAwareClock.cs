namespace ServerlessML.GpuRunner.Recipes;

/// <summary>The system's clock, which jumps a day ahead once a stop is asked for: whatever was due later is due now.</summary>
internal sealed class StopAwareClock(StopRequest stop) : TimeProvider
{
    public override long GetTimestamp() => base.GetTimestamp() + (stop.IsAsked ? 86_400 * TimestampFrequency : 0);
}
