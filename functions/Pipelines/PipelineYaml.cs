using ServerlessML.Contracts.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace ServerlessML.Functions.Pipelines;

/// <summary>Reads <c>pipeline.yaml</c> strictly (docs/reference/pipeline.md).</summary>
public static class PipelineYaml
{
    private const int MaxLength = 256 * 1024;

    /// <summary>A name as good as any, after the problem with the real one is told.</summary>
    private const string Unnamed = "unnamed";

    /// <summary>A definition needs five.</summary>
    private const int MaxDepth = 12;

    /// <exception cref="PipelineFormatException">The text is not a valid definition; lists every problem with its line and
    /// column.</exception>
    public static PipelineDefinition Parse(string text)
    {
        var problems = new List<PipelineProblem>();
        // Names that look the same are the same, whichever keyboard or file system wrote them.
        var definition = Read(Root(CanonicalText.Composed(text)), problems);
        return problems.Count == 0
            ? definition
            : throw new PipelineFormatException([.. problems.OrderBy(problem => (problem.Line, problem.Column))]);
    }

    private static YamlNode Root(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new PipelineFormatException([
                new(1, 1, $"the definition has {text.Length / 1024} KiB; it must have at most {MaxLength / 1024}"),
            ]);
        }

        try
        {
            RefuseTricks(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count switch
            {
                0 => throw new PipelineFormatException([
                    new(1, 1, "the definition is empty; write a YAML mapping that begins with 'name'"),
                ]),
                1 => stream.Documents[0].RootNode,
                _ => throw new PipelineFormatException([
                    new((int)stream.Documents[1].RootNode.Start.Line, 1, "the text has several YAML documents; write one"),
                ]),
            };
        }
        catch (YamlException e)
        {
            throw new PipelineFormatException([new((int)e.Start.Line, (int)e.Start.Column, $"not YAML: {e.Message}")]);
        }
        catch (Exception e) when (e is not PipelineFormatException)
        {
            // The scanner's answer to some texts is an exception about its own state, which knows no place.
            throw new PipelineFormatException([
                new(1, 1, "not YAML: the text cannot be taken apart; look for a brace, bracket or quote that is not closed"),
            ]);
        }
    }

    // The tree is read by recursion, which deep nesting would break, and aliases can name more than memory holds: events show both first,
    // one by one.
    private static void RefuseTricks(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            var problem =
                parser.Current is AnchorAlias ? "an alias (*name) stands for a value; write the value itself"
                : depth > MaxDepth ? $"the definition is nested deeper than {MaxDepth} levels"
                : null;
            if (problem is not null)
            {
                throw new PipelineFormatException([new((int)parser.Current.Start.Line, (int)parser.Current.Start.Column, problem)]);
            }
        }
    }

    private static PipelineDefinition Read(YamlNode node, List<PipelineProblem> problems)
    {
        var root = new YamlSection(node, "", problems);
        var name = root.Required("name", Unnamed, value => value.Text(Unnamed));
        if (!Names.IsPipeline(name))
        {
            root.Report("name", $"'{name}' is not the name of a pipeline. A name has {Names.PipelineRule}");
        }

        var data = DataSection.Read(root.Section("data", required: true));
        var definition = new PipelineDefinition
        {
            Name = name,
            Description = root.Optional("description", "", value => value.Text()),
            Landing = Landing(root.Section("landing")),
            Data = data,
            Validation = Validation(root.Section("validation")),
            Training = TrainingSection.Read(root.Section("training"), data.Label),
            Evaluation = EvaluationSection.Read(root.Section("evaluation"), data),
            Approval = ApprovalSection.Read(root.Section("approval")),
            Rollout = RolloutSection.Read(root.Section("rollout"), data.Label),
            Serving = Serving(root.Section("serving")),
        };
        root.Done();
        return definition;
    }

    private static LandingRules Landing(YamlSection? section)
    {
        var rules = new LandingRules
        {
            CompleteAfterQuiet = section?.Optional<TimeSpan?>("complete-after-quiet", null, value =>
                value.Duration(TimeSpan.FromMinutes(5))
            ),
        };
        section?.Done();
        return rules;
    }

    private static ValidationRules Validation(YamlSection? section)
    {
        var otherwise = new ValidationRules();
        if (section is null)
        {
            return otherwise;
        }

        var rules = new ValidationRules
        {
            MinRows = section.Optional("min-rows", otherwise.MinRows, value => value.Integer(otherwise.MinRows, 1)),
            MaxDuplicates = section.Optional("max-duplicates", otherwise.MaxDuplicates, value => value.Number(1, 0, 1)),
            MaxDrift = section.Optional("max-drift", otherwise.MaxDrift, value => value.Number(1, 0)),
            MaxCellBytes = section.Optional("max-cell-bytes", otherwise.MaxCellBytes, value =>
                value.Integer(otherwise.MaxCellBytes, 1, 16 * 1024 * 1024)
            ),
        };
        section.Done();
        return rules;
    }

    private static ServingSettings Serving(YamlSection? section)
    {
        var otherwise = new ServingSettings();
        var settings = new ServingSettings
        {
            Capture = section?.Optional("capture", otherwise.Capture, value => value.Number(otherwise.Capture, 0, 1)) ?? otherwise.Capture,
        };
        section?.Done();
        return settings;
    }
}
