using DurableTask.Core.Tracing;

namespace DurableTask.Core;

public interface ISupportsDurableTraceContext
{
    DistributedTraceContext? ParentTraceContext { get; set; }
}
