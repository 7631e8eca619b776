using ServerlessML.Cli.Parsing;
using ServerlessML.LocalHost.Inspection;

namespace ServerlessML.Cli.Local;

/// <summary>Says which rows of a batch a pipeline holds out.</summary>
internal static class SplitCommand
{
    public static Command Make(Session session)
    {
        Argument<string> pipeline = new("pipeline") { Description = "A pipeline.yaml, or the name of a pipeline of the local system" };
        Argument<string[]> files = new("file") { Description = "All files of one batch", Arity = ArgumentArity.OneOrMore };
        var folds = Values.Number("--folds", "Say the fold of each training row as well, of so many", 2, 100);
        var data = Values.Data(session);
        Command command = new("split", "Say which rows of a batch a pipeline holds out, as CSV") { pipeline, files, folds, data };
        command.SetAction(parse =>
            BatchSplit.WriteAsync(
                session.FileOrName(parse.GetValue(pipeline)!),
                parse.GetValue(files)!,
                parse.GetValue(folds),
                parse.GetRequiredValue(data),
                session.Out
            )
        );
        return command;
    }
}
