using System.Globalization;
using ServerlessML.Cli.Output;

namespace ServerlessML.Cli.Inspection;

/// <summary>Lists instances, or shows one with its history as a timeline. Only reads, also while a host runs.</summary>
internal static class InstancesCommand
{
    private const int LongestPayload = 100;

    public static Command Make(Session session)
    {
        Argument<string[]> ids = new("id") { Description = "Whose history is shown; a list without it", Arity = ArgumentArity.ZeroOrMore };
        DurableDatabase database = new(session);
        Command command = new("instances", "List what runs and ran in the durable runtime, or show histories; also while the system runs")
        {
            ids,
        };
        database.AddTo(command);
        command.SetAction(parse =>
        {
            using var inspector = database.Open(parse);
            if (parse.GetValue(ids) is not { Length: > 0 } asked)
            {
                List(inspector, database.List(inspector, parse), database.Most(parse), session.Out);
                return;
            }

            foreach (var id in asked)
            {
                var (instance, history) = (inspector.Find(id) ?? throw Missing(id), inspector.Export(id) ?? throw Missing(id));
                Show(instance, history, session.Out);
            }
        });
        return command;
    }

    public static CommandFailedException Missing(string id) =>
        new(ExitCode.Failed, $"There is no instance '{id}'.", "List them: sml instances");

    private static void List(StoreInspector inspector, IReadOnlyList<InstanceSummary> found, int most, TextWriter output)
    {
        var width = found.Select(instance => instance.Id.Length).DefaultIfEmpty(2).Max();
        foreach (var instance in found)
        {
            output.WriteLine(
                (
                    $"{instance.Id.PadRight(width)}  {$"{instance.Status}".PadRight(10)}  {instance.Name.PadRight(20)}  {Time(instance.CreatedAt)}  "
                    + $"{Time(instance.UpdatedAt)}  {Short(instance.Failure)}"
                ).TrimEnd()
            );
        }

        output.WriteLine($"{found.Count} instances{(found.Count == most ? ", perhaps more: --most" : "")}");
        foreach (var finding in inspector.FindDisagreements())
        {
            output.WriteLine(
                $"! '{finding.InstanceId}' {finding.Problem}; "
                    + $"{(finding.Repair is { } repair ? $"at the next start {repair}" : "it is left as it is")}"
            );
        }
    }

    private static void Show(InstanceSummary instance, RecordedHistory history, TextWriter output)
    {
        output.WriteLine($"{instance.Id}: {instance.Name}{(history.Version.Length > 0 ? $" {history.Version}" : "")}, {instance.Status}");
        output.WriteLine($"  created {Time(instance.CreatedAt)}, changed {Time(instance.UpdatedAt)}");
        foreach (
            var (name, text) in new[]
            {
                ("parent", history.ParentId),
                ("input", history.Input),
                ("status", instance.CustomStatus),
                ("failure", instance.Failure),
            }
        )
        {
            if (text is not null)
            {
                output.WriteLine($"  {name} {Short(text)}");
            }
        }

        var began = history.Events.Count > 0 ? history.Events[0].At : null;
        var names = history
            .Events.Where(happened => happened.TaskId is not null && happened.Name is not null)
            .GroupBy(happened => happened.TaskId!.Value)
            .ToDictionary(group => group.Key, group => group.First().Name);
        foreach (var happened in history.Events)
        {
            output.WriteLine(
                happened.Kind == "TurnStarted"
                    ? $"{Time(happened.At!.Value)}  "
                        + $"+{(happened.At.Value - began!.Value).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture)} s"
                    : Line(happened, names)
            );
        }
    }

    private static string Line(RecordedEvent happened, Dictionary<int, string?> names)
    {
        var number = happened.TaskId is { } task ? $" #{task} {happened.Name ?? names.GetValueOrDefault(task)}" : $" {happened.Name}";
        var due = happened is { Kind: "TimerCreated", At: { } at } ? $" for {Time(at)}" : "";
        var target = happened.Target is { } id ? $" '{id}'" : "";
        return $"    {happened.Kind}{number}{target}{due}  {Short(happened.Payload)}".TrimEnd();
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Short(string? text)
    {
        var line = PlainText.Line((text ?? "").ReplaceLineEndings(" "));
        return line.Length > LongestPayload ? $"{line[..LongestPayload]}…" : line;
    }
}
