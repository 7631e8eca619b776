using Pulumi.AzureNative.Web;
using Pulumi.AzureNative.Web.Inputs;

namespace ServerlessML.Infra.Parts;

/// <summary>
/// The page on which runs are seen and promotions signed, as a static site. It holds no data: all comes from the API, with the reader's
/// token.
/// </summary>
public sealed class ApprovalPage : Part
{
    // Static sites are run from a few regions, and served from everywhere.
    private const string Home = "westeurope";

    public ApprovalPage(StackContext context)
        : base(nameof(ApprovalPage), "page")
    {
        Site = new(
            "site",
            new()
            {
                ResourceGroupName = context.GroupName,
                Name = $"page-{context.Names.Plain}",
                Location = Home,
                Sku = context.Settings.Production
                    ? new SkuDescriptionArgs { Name = "Standard", Tier = "Standard" }
                    : new SkuDescriptionArgs { Name = "Free", Tier = "Free" },
                AllowConfigFileUpdates = true,
                StagingEnvironmentPolicy = StagingEnvironmentPolicy.Disabled,
                Tags = context.Tags,
            },
            Own
        );
        RegisterOutputs();
    }

    public StaticSite Site { get; }

    public Output<string> Url => Output.Format($"https://{Site.DefaultHostname}");
}
