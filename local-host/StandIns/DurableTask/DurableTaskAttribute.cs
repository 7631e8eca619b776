namespace Microsoft.DurableTask;

/// <summary>Names an orchestrator or an activity; without it the class's name is the task's.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class DurableTaskAttribute(string? name = null) : Attribute
{
    public TaskName Name { get; } = name ?? default(TaskName);

    public string? Version { get; set; }
}
