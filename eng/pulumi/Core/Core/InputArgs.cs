using System.Reflection;

namespace Pulumi;

public abstract class InputArgs
{
    /// <summary>The inputs by wire name, as they were set.</summary>
    /// <exception cref="ArgumentNullException">A required one was not set; the message names it.</exception>
    internal IEnumerable<(string Name, object? Value)> Inputs()
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        IEnumerable<(MemberInfo Member, Func<object?> Get)> members =
        [
            .. GetType().GetFields(Own).Select(field => ((MemberInfo)field, (Func<object?>)(() => field.GetValue(this)))),
            .. GetType().GetProperties(Own).Select(property => ((MemberInfo)property, (Func<object?>)(() => property.GetValue(this)))),
        ];
        foreach (var (member, get) in members)
        {
            if (member.GetCustomAttribute<InputAttribute>() is not { } input)
            {
                continue;
            }

            var value = get();
            if (input.IsRequired && value is null)
            {
                throw new ArgumentNullException(
                    member.Name,
                    $"[Input] {GetType().FullName}.{member.Name} is required but was not given a value"
                );
            }

            yield return (input.Name, value);
        }
    }
}
