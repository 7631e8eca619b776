using System.Text.Json.Serialization;

namespace ServerlessML.Contracts.Serving;

/// <summary>How a request came to a version; counted apart.</summary>
public enum Lane
{
    /// <summary>By the plan's weights.</summary>
    Live,

    /// <summary>By name, for testers: no part of any experiment.</summary>
    Override,

    /// <summary>Scored beside the answer, and thrown away.</summary>
    Shadow,

    /// <summary>By the plan's weights, on the A/A control arm of a version that has two.</summary>
    [JsonStringEnumMemberName("twin")]
    AaControl,
}
