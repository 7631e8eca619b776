namespace ServerlessML.Cli.Programs;

/// <summary>Builds images of the checkout.</summary>
internal static class ImageCommand
{
    public static Command Make(Session session)
    {
        Option<string?> from = new("--base") { Description = "The image to build upon; without it, a Debian is made", HelpName = "IMAGE" };
        Option<string?> tag = new("--tag") { Description = "The image's name (localhost/serverlessml-runner:local)", HelpName = "NAME" };
        Command runner = new("runner", "Build the runner's image and find out how containers run here (podman, buildah)") { from, tag };
        runner.SetAction(parse =>
            session.Start(
                new(
                    CheckoutTree.Find(session).PathOf("eng", "image"),
                    [
                        .. parse.GetValue(from) is { } image ? (string[])["--base", image] : [],
                        .. parse.GetValue(tag) is { } name ? (string[])["--tag", name] : [],
                    ]
                )
            )
        );
        return new("image", "Build images of the checkout") { runner };
    }
}
