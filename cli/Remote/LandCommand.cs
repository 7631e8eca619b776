using System.Globalization;
using ServerlessML.Cli.Output;
using ServerlessML.Contracts;

namespace ServerlessML.Cli.Remote;

/// <summary>Lands the files of a batch, its marker last, and follows the run that they start.</summary>
internal static class LandCommand
{
    public static Command Make(Session session)
    {
        Argument<string> pipeline = new("pipeline") { Description = "Whose data it is" };
        Argument<string[]> files = new("file")
        {
            Description = "All files of the batch; of a folder, all in it",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> batch = new("--batch")
        {
            Description = "The batch's name (the present time)",
            HelpName = "NAME",
            DefaultValueFactory = _ => session.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
        };
        batch.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }] && !Names.IsBatch(name))
            {
                result.AddError($"--batch is “{name}”; it must be {Names.BatchRule}.");
            }
        });
        Option<bool> noWait = new("--no-wait") { Description = "Print the run's id and end" };
        Command command = new("land", "Land files as a batch of a pipeline, and follow the run that they start")
        {
            pipeline,
            files,
            batch,
            noWait,
        };
        var connection = new Connection(session).AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(
            async (parse, cancellation) =>
            {
                using var api = connection.Open(parse);
                var (name, folder) = (parse.GetValue(pipeline)!, parse.GetRequiredValue(batch));
                if (await ExistsAsync(api, name) is false)
                {
                    throw new CommandFailedException(
                        ExitCode.Failed,
                        $"There is no pipeline '{name}'.",
                        "Put its definition first: sml pipeline put FILE"
                    );
                }

                await new LandingUpload(session, api, name, folder).PutAsync(LandingFile.Of(session, parse.GetValue(files)!), cancellation);
                // The marker starts the run as well; asked for here, the same run is found.
                var started = await api.PostAsync("runs", new() { ["pipeline"] = name, ["batch"] = folder });
                var id = RunReference.IdOf(started);
                if ((string?)started["note"] is { } note)
                {
                    session.Tell(note);
                }

                if (output.IsForPeople(parse))
                {
                    session.Out.WriteLine(id);
                }
                else
                {
                    output.Write(session, parse, started, () => Listing.Facts());
                }

                session.Out.Flush();
                return parse.GetValue(noWait)
                    ? ExitCode.Done
                    : await RunFollower.FollowAsync(session, api, id, toTheEnd: false, cancellation);
            }
        );
        return command;
    }

    // The definition is YAML, so that it is not read as JSON.
    private static async Task<bool> ExistsAsync(SystemApi api, string pipeline)
    {
        try
        {
            await api.SendAsync(HttpMethod.Get, $"pipelines/{Uri.EscapeDataString(pipeline)}");
            return true;
        }
        catch (ApiProblemException missing) when (missing.Status == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
