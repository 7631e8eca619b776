namespace Pulumi.AzureNative.Authorization;

public static class GetClientConfig
{
    public static Output<GetClientConfigResult> Invoke(InvokeOptions? options = null) =>
        Deployment.Instance.Invoke<GetClientConfigResult>("azure-native:authorization:getClientConfig", InvokeArgs.Empty, options);
}
