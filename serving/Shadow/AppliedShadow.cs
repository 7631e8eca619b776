using ServerlessML.Contracts;

namespace ServerlessML.Serving.Shadow;

/// <summary>A shadow with its model loaded. The plan and each waiting copy hold it; the last to let go lets go of the model.</summary>
public sealed class AppliedShadow(
    TrafficShadow document,
    ScoringModel model,
    DatasetProfile? profile,
    AnswerShape? shape = null,
    RequestColumns? columns = null
)
{
    private readonly ReferenceCount _holders = new();

    public int Version { get; } = document.Version;

    public double Share { get; } = document.Share;

    public ScoringModel Model { get; } = model;

    /// <summary>What requests to it would name; null where every arm's rows have all of its columns.</summary>
    public RequestColumns? Columns { get; } = columns;

    /// <summary>Which of its columns it takes in their canonical form, whatever the version that answered takes.</summary>
    public bool[] Canonical { get; } = RequestColumns.CanonicalOf(model.Plan, document.Columns ?? []);

    /// <summary>Which of its columns are texts, of which it takes the words.</summary>
    public bool[] Words { get; } = RequestColumns.WordsOf(model.Plan, document.Columns ?? []);

    public ArmCounter Counts { get; } = new(document.Version, document.Model, Lane.Shadow, model.Plan, profile, shape);

    /// <summary>The plan has left it and its last copy has been scored.</summary>
    public bool Drained => _holders.Gone;

    public bool TryHold() => _holders.TryHold();

    public void LetGo()
    {
        if (_holders.LetGo())
        {
            Model.LetGo();
        }
    }
}
