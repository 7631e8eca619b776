using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Serving;

/// <summary>How a request came to a version; counted apart.</summary>
public enum Lane
{
    /// <summary>Chosen by the plan's weights.</summary>
    Live,

    /// <summary>Asked for by name, by testers: no part of any experiment.</summary>
    Override,

    /// <summary>Scored beside the answer, and thrown away.</summary>
    Shadow,

    /// <summary>Chosen by the plan's weights, on the A/A control arm of a version that has two.</summary>
    [JsonStringEnumMemberName("twin")]
    AaControl,
}
