namespace Pulumi.AzureNative.Consumption;

[AzureNativeResourceType("azure-native:consumption:Budget")]
public class Budget : CustomResource
{
    public Budget(string name, BudgetArgs args, CustomResourceOptions? options = null)
        : base("azure-native:consumption:Budget", name, args ?? new BudgetArgs(), options)
    {
    }
}
