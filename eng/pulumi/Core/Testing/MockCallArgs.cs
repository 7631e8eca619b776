using System.Collections.Immutable;

namespace Pulumi.Testing;

public class MockCallArgs
{
    public string? Token { get; set; }
    public ImmutableDictionary<string, object> Args { get; set; } = ImmutableDictionary<string, object>.Empty;
}
