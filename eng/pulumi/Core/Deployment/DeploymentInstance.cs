namespace Pulumi;

public sealed class DeploymentInstance : IDeployment
{
    private readonly Deployment _deployment;

    internal DeploymentInstance(Deployment deployment) => _deployment = deployment;

    public string ProjectName => _deployment.ProjectName;
    public string StackName => _deployment.StackName;
    public string OrganizationName => _deployment.OrganizationName;
    public bool IsDryRun => _deployment.IsDryRun;

    public Output<T> Invoke<T>(string token, InvokeArgs args, InvokeOptions? options = null)
    {
        _ = options;
        return _deployment.Invoke<T>(token, args);
    }
}
