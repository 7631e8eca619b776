namespace ServerlessML.Tests.Lifecycle.Harness;

/// <summary>A world in which days pass at a word.</summary>
public sealed class DaysWorld : World
{
    private readonly SkippingTimeProvider _time;

    public DaysWorld()
        : this(new SkippingTimeProvider()) { }

    private DaysWorld(SkippingTimeProvider time)
        : base(time) => _time = time;

    public void Pass(TimeSpan time) => _time.Skip(time);
}
