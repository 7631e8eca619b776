namespace Pulumi;

public class InvokeOptions
{
    public Resource? Parent { get; set; }
}
