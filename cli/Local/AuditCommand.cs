using System.Globalization;
using ServerlessML.Cli.Output;
using ServerlessML.Cli.Parsing;
using ServerlessML.Contracts.Identity;
using ServerlessML.LocalHost.Inspection;

namespace ServerlessML.Cli.Local;

/// <summary>Shows audit logs, and holds them against their chain and the runs' manifests.</summary>
internal static class AuditCommand
{
    public static Command Make(Session session) =>
        new("audit", "Show an audit log, or hold the logs against their chain and the runs' manifests") { Verify(session), Show(session) };

    private static Command Verify(Session session)
    {
        var (log, data) = (Log(ArgumentArity.ZeroOrOne), Values.Data(session));
        Command command = new(
            "verify",
            "Hold the logs against their chain, their seals and the runs' manifests: ends with 1 when one does not hold"
        )
        {
            log,
            data,
        };
        command.SetAction(async parse =>
        {
            var reports = await new StoredAudit(parse.GetRequiredValue(data)).VerifyAsync(parse.GetValue(log));
            foreach (var report in reports)
            {
                session.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{report.Log}: {report.Entries} entries hold{(report.Problems.Count == 0 ? "" : ", but")}"
                    )
                );
                foreach (var problem in report.Problems)
                {
                    session.Out.WriteLine($"  ! {PlainText.Line(problem)}");
                }

                foreach (var part in report.Unchecked)
                {
                    session.Out.WriteLine($"  ? could not check {PlainText.Line(part)}");
                }
            }

            return reports.All(one => one.Problems.Count == 0) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command Show(Session session)
    {
        var (log, data) = (Log(ArgumentArity.ExactlyOne), Values.Data(session));
        Command command = new("show", "Show a log, the oldest entry first") { log, data };
        command.SetAction(async parse =>
        {
            foreach (var entry in await new StoredAudit(parse.GetRequiredValue(data)).ReadAsync(parse.GetValue(log)!))
            {
                session.Out.WriteLine(LineOf(entry));
            }
        });
        return command;
    }

    // What people wrote must not pass for lines of the log, nor drive a terminal.
    private static string LineOf(AuditEntry entry)
    {
        var role = (entry.WhoId is null ? "" : $" [{entry.WhoId}]") + (entry.Role is null ? "" : $" ({entry.Role})");
        return PlainText.Line(
            $"{$"{entry.Sequence}".PadLeft(6)}  {entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {entry.Action.PadRight(9)} {entry.Who}{role}  "
                + $"{entry.RunId}  {entry.Evidence?.Short}  {entry.Comment}"
        );
    }

    private static Argument<string?> Log(ArgumentArity arity)
    {
        Argument<string?> log = new("pipeline") { Description = "A pipeline's name, or gateway for the log of its keys", Arity = arity };
        log.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }] && !StoredAudit.IsLog(name))
            {
                result.AddError($"'{name}' is no pipeline's name: {Contracts.Names.PipelineRule}.");
            }
        });
        return log;
    }
}
