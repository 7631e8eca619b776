using YamlDotNet.RepresentationModel;

namespace ServerlessML.Functions.Pipelines;

/// <summary>A mapping that is read key by key; what nobody asked for is a problem that names the nearest valid key.</summary>
internal sealed class YamlSection
{
    private readonly YamlNode _node;
    private readonly string _path;
    private readonly List<PipelineProblem> _problems;
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _asked = [];

    public YamlSection(YamlNode node, string path, List<PipelineProblem> problems)
    {
        (_node, _path, _problems) = (node, path, problems);
        if (node is not YamlMappingNode mapping)
        {
            // An empty section is written as a key with nothing behind it.
            if (node is not YamlScalarNode { Value: null or "" })
            {
                Report(node, $"{Here()} must be a mapping of keys to values");
            }

            return;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
            {
                _entries[name] = (key, value);
            }
            else
            {
                Report(key, $"a key of {Here()} must be a plain text");
            }
        }
    }

    public bool Has(string key) => _entries.ContainsKey(key);

    public bool IsMapping(string key) => _entries.TryGetValue(key, out var entry) && entry.Value is YamlMappingNode;

    public IReadOnlyList<string> Keys => [.. _entries.Keys];

    public bool IsList(string key) => _entries.TryGetValue(key, out var entry) && entry.Value is YamlSequenceNode;

    /// <summary>Reads a value that may be left out.</summary>
    public T Optional<T>(string key, T otherwise, Func<YamlScalar, T> read)
    {
        _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) ? read(new YamlScalar(entry.Value, Path(key), _problems)) : otherwise;
    }

    /// <summary>Reads a value that must be there.</summary>
    public T Required<T>(string key, T otherwise, Func<YamlScalar, T> read)
    {
        Require(key);
        return Optional(key, otherwise, read);
    }

    public YamlSection? Section(string key, bool required = false)
    {
        _asked.Add(key);
        if (required)
        {
            Require(key);
        }

        return _entries.TryGetValue(key, out var entry) ? new YamlSection(entry.Value, Path(key), _problems) : null;
    }

    public IReadOnlyList<YamlSection> Sections(string key) =>
        [.. Items(key).Select((item, index) => new YamlSection(item, $"{Path(key)}[{index}]", _problems))];

    public IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).Select((item, index) => new YamlScalar(item, $"{Path(key)}[{index}]", _problems).Text())];

    /// <summary>One value, or a list of them, of which each may again be a list: that becomes one text with commas.</summary>
    public IReadOnlyList<string> Choices(string key)
    {
        if (!IsList(key))
        {
            return [Required(key, "", value => value.Text())];
        }

        return
        [
            .. Items(key)
                .Select(
                    (item, index) =>
                        item is YamlSequenceNode parts
                            ? string.Join(
                                ',',
                                parts.Children.Select(
                                    (part, place) => new YamlScalar(part, $"{Path(key)}[{index}][{place}]", _problems).Text()
                                )
                            )
                            : new YamlScalar(item, $"{Path(key)}[{index}]", _problems).Text()
                ),
        ];
    }

    public IReadOnlyList<double> Numbers(string key) =>
        [.. Items(key).Select((item, index) => new YamlScalar(item, $"{Path(key)}[{index}]", _problems).Number(0))];

    /// <summary>Every key becomes one section: a mapping whose keys people choose.</summary>
    public IReadOnlyList<(string Name, YamlSection Section)> Named()
    {
        _asked.AddRange(_entries.Keys);
        return [.. _entries.Select(entry => (entry.Key, new YamlSection(entry.Value.Value, Path(entry.Key), _problems)))];
    }

    public void Report(string key, string message) => Report(_entries.TryGetValue(key, out var entry) ? entry.Value : _node, message);

    /// <summary>Reports the keys that nobody asked for.</summary>
    public void Done()
    {
        foreach (var (name, entry) in _entries.Where(entry => !_asked.Contains(entry.Key)))
        {
            var meant = NearestName.Of(name, _asked.Where(key => !_entries.ContainsKey(key))) ?? NearestName.Of(name, _asked);
            Report(
                entry.Key,
                $"unknown key '{Path(name)}'{(meant is null ? $"; known here: {string.Join(", ", _asked)}" : $"; did you mean '{meant}'?")}"
            );
        }
    }

    private IEnumerable<YamlNode> Items(string key)
    {
        _asked.Add(key);
        if (!_entries.TryGetValue(key, out var entry))
        {
            return [];
        }

        if (entry.Value is YamlSequenceNode list)
        {
            return list.Children;
        }

        Report(entry.Value, $"'{Path(key)}' must be a list");
        return [];
    }

    private void Require(string key)
    {
        if (!_entries.ContainsKey(key))
        {
            Report(_node, $"{Here()} lacks the key '{key}'");
        }
    }

    private string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private string Here() => _path.Length == 0 ? "the pipeline" : $"'{_path}'";

    private void Report(YamlNode node, string message) => _problems.Add(new((int)node.Start.Line, (int)node.Start.Column, message));
}
