using Pulumi;

namespace ServerlessML.Tests.Infra.StandIn;

/// <summary>An enum that cannot be sent: nothing says its text.</summary>
[EnumType]
internal readonly record struct ShelfFinish;
