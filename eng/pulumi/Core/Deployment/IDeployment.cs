namespace Pulumi;

internal interface IDeployment
{
    string ProjectName { get; }
    string StackName { get; }
}
