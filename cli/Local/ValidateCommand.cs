using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;
using ServerlessML.Contracts;
using ServerlessML.LocalHost.Inspection;

namespace ServerlessML.Cli.Local;

/// <summary>Checks files as a run would, without a run.</summary>
internal static class ValidateCommand
{
    public static Command Make(Session session)
    {
        Argument<string> pipeline = new("pipeline") { Description = "A pipeline.yaml, or the name of a pipeline of the local system" };
        Argument<string[]> files = new("file") { Description = "All files of one batch, or its folder", Arity = ArgumentArity.OneOrMore };
        var data = Values.Data(session);
        Command command = new("validate", "Check files as a run would, without a run") { pipeline, files, data };
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async parse =>
        {
            var report = await BatchCheck.OfAsync(
                session.FileOrName(parse.GetRequiredValue(pipeline)),
                [.. parse.GetRequiredValue(files).Select(session.PathOf)],
                parse.GetRequiredValue(data),
                session.Time
            );
            if (output.IsForPeople(parse))
            {
                foreach (var violation in report.Violations)
                {
                    session.Out.WriteLine(PlainText.Lines($"{(violation.Rejects ? "reject" : "remark")}  {violation.Message}"));
                }

                session.Tell(
                    report.Accepted
                        ? $"A batch of these {report.Rows:N0} rows would be accepted."
                        : $"A batch of these {report.Rows:N0} rows would be rejected. Mend the files or the definition, and check them again."
                );
            }
            else
            {
                output.Write(session, parse, JsonSerializer.SerializeToNode(report, Wire.Options), () => new Listing([], []));
            }

            return report.Accepted ? ExitCode.Done : ExitCode.SaidNo;
        });
        return command;
    }
}
