namespace ServerlessML.GpuRunner.Supervision;

/// <summary>How a recipe is kept from the rest of the machine.</summary>
public enum Isolation
{
    /// <summary>A process of the runner's user, with an environment of its own.</summary>
    Process,

    /// <summary>The same in namespaces of its own: no network, no sight of other processes.</summary>
    Namespaces,

    /// <summary>A container: also a root file system of its own, read-only, and limits by the kernel.</summary>
    Container,
}
