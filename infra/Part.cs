namespace ServerlessML.Infra;

/// <summary>A part of the system in the cloud, made of Azure's resources.</summary>
public abstract class Part(string kind, string name) : ComponentResource($"serverlessml:infra:{kind}", name)
{
    /// <summary>Options of a resource that belongs to this part.</summary>
    internal CustomResourceOptions Own => new() { Parent = this };

    /// <summary>The options of a resource that must not be lost by mistake.</summary>
    internal CustomResourceOptions OwnAndProtected(bool isProtected) => new() { Parent = this, Protect = isProtected };
}
