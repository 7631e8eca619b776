namespace Pulumi.Testing;

public class TestOptions
{
    public string? ProjectName { get; set; }
    public string? StackName { get; set; }
    public string? OrganizationName { get; set; }

    /// <summary>True unless said otherwise: outputs that the mocks do not give are then unknown.</summary>
    public bool? IsPreview { get; set; }
}
