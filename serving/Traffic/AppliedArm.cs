using System.Globalization;
using ServerlessML.Contracts;

namespace ServerlessML.Serving.Traffic;

/// <summary>An arm with its model loaded. The plan and each request on the arm hold it; the last to let go lets go of the model.</summary>
public sealed class AppliedArm(
    TrafficArm document,
    ScoringModel model,
    DatasetProfile? profile,
    AnswerShape shape,
    string? keyColumn = null,
    RequestColumns? columns = null
)
{
    private readonly ReferenceCount _holders = new();

    public int Version { get; } = document.Version;

    /// <summary>The same, as the header has it.</summary>
    public string VersionText { get; } = document.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The weight out of 10,000.</summary>
    public int Weight { get; } = document.Weight;

    public ScoringModel Model { get; } = model;

    public AnswerShape Shape { get; } = shape;

    /// <summary>What requests to it name.</summary>
    public RequestColumns Columns { get; } = columns ?? model.Plan.Alone;

    /// <summary>What the plan routes by, where requests bring no key.</summary>
    public FeatureColumn? KeyColumn { get; } =
        keyColumn is null ? null : model.Plan.Columns.FirstOrDefault(column => column.Name == keyColumn);

    public ArmCounter Live { get; } =
        new(document.Version, document.Model, document.AaControl == true ? Lane.AaControl : Lane.Live, model.Plan, profile, shape);

    public ArmCounter Overridden { get; } = new(document.Version, document.Model, Lane.Override, model.Plan, profile, shape);

    /// <summary>The plan has left it and its last request has ended.</summary>
    public bool Drained => _holders.Gone;

    /// <summary>False when it is drained: take the deployment's current plan and route again.</summary>
    public bool TryHold() => _holders.TryHold();

    public void LetGo()
    {
        if (_holders.LetGo())
        {
            Model.LetGo();
        }
    }
}
