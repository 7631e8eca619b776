namespace Pulumi;

internal interface IDeploymentInternal : IDeployment
{
    string? GetConfig(string fullKey);
}
