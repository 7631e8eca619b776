using Microsoft.Data.Sqlite;

namespace ServerlessML.LocalHost.Runtime.Store;

/// <summary>Writes units with statements that are prepared once.</summary>
internal sealed class UnitStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, "COMMIT");

    private readonly Statement _insertInstance = new(
        connection,
        """
        INSERT INTO instances(key, id, execution, name, version, parent_id, parent_name, parent_execution, parent_task, status, created,
          updated, start_at, started, input, output, custom_status, failure, tags)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        """
    );

    private readonly Statement _updateInstance = new(
        connection,
        """
        UPDATE instances SET execution=?2, version=?3, status=?4, updated=?5, started=?6, input=?7, output=?8, custom_status=?9, failure=?10,
          parent_task=?11
        WHERE key=?1
        """
    );

    private readonly Statement _deleteInstance = new(connection, "DELETE FROM instances WHERE key=?1");
    private readonly Statement _deleteHistory = new(connection, "DELETE FROM history WHERE key=?1");
    private readonly Statement _deleteTimers = new(connection, "DELETE FROM timers WHERE key=?1");

    private readonly Statement _insertHistory = new(
        connection,
        "INSERT INTO history(key, position, kind, task, name, target, payload, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    );

    private readonly Statement _insertActivity = new(
        connection,
        "INSERT INTO activities(row, instance_id, execution, task, name, input) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
    );

    private readonly Statement _deleteActivity = new(connection, "DELETE FROM activities WHERE row=?1");

    // Only what has not ended is there, so that a scan is short, and no index slows every step.
    private readonly Statement _deleteActivitiesOf = new(connection, "DELETE FROM activities WHERE instance_id=?1");

    private readonly Statement _insertTimer = new(
        connection,
        "INSERT INTO timers(key, task, instance_id, execution, at) VALUES(?1, ?2, ?3, ?4, ?5)"
    );

    private readonly Statement _deleteTimer = new(connection, "DELETE FROM timers WHERE key=?1 AND task=?2");

    private readonly Statement _insertMessage = new(
        connection,
        """
        INSERT INTO messages(row, target, kind, name, payload, parent_id, parent_name, parent_execution, parent_task, version)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """
    );

    private readonly Statement _deleteMessage = new(connection, "DELETE FROM messages WHERE row=?1");

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void Write(StoreUnit unit)
    {
        if (unit.RemovedInstance is { } removed)
        {
            _deleteInstance.Run(removed);
            _deleteHistory.Run(removed);
            _deleteTimers.Run(removed);
        }

        if (unit.DropsActivitiesOf is { } instance)
        {
            _deleteActivitiesOf.Bind(1, instance).Run();
        }

        if (unit.Instance is { } row)
        {
            WriteInstance(unit, row);
        }

        WriteActivities(unit);
        foreach (var timer in unit.NewTimers)
        {
            _insertTimer
                .Bind(1, timer.Key)
                .Bind(2, timer.TaskId)
                .Bind(3, timer.InstanceId)
                .Bind(4, timer.Execution)
                .Bind(5, timer.At.Ticks)
                .Run();
        }

        foreach (var timer in unit.DoneTimers)
        {
            _deleteTimer.Bind(1, timer.Key).Bind(2, timer.TaskId).Run();
        }

        foreach (var message in unit.NewMessages)
        {
            Insert(message);
        }

        foreach (var message in unit.HeldMessages)
        {
            Insert(message);
        }

        foreach (var message in unit.DoneMessages)
        {
            _deleteMessage.Run(message);
        }
    }

    public void Dispose()
    {
        Statement[] all =
        [
            _begin,
            _commit,
            _insertInstance,
            _updateInstance,
            _deleteInstance,
            _deleteHistory,
            _deleteTimers,
            _insertHistory,
            _insertActivity,
            _deleteActivity,
            _deleteActivitiesOf,
            _insertTimer,
            _deleteTimer,
            _insertMessage,
            _deleteMessage,
        ];
        foreach (var statement in all)
        {
            statement.Dispose();
        }
    }

    private void WriteInstance(StoreUnit unit, InstanceRow row)
    {
        if (unit.StartsAnew)
        {
            _deleteHistory.Run(row.Key);
        }

        if (unit.StartsAnew || unit.DropsTimers)
        {
            _deleteTimers.Run(row.Key);
        }

        if (unit.InstanceIsNew)
        {
            BindParent(_insertInstance, 6, row.Parent)
                .Bind(1, row.Key)
                .Bind(2, row.Id)
                .Bind(3, row.Execution)
                .Bind(4, row.Name)
                .Bind(5, row.Version)
                .Bind(10, (long)row.Status)
                .Bind(11, row.CreatedAt.Ticks)
                .Bind(12, row.UpdatedAt.Ticks)
                .Bind(13, row.StartAt?.Ticks)
                .Bind(14, row.IsStarted ? 1 : 0)
                .Bind(15, row.Input)
                .Bind(16, row.Output)
                .Bind(17, row.CustomStatus)
                .Bind(18, row.Failure)
                .Bind(19, row.Tags)
                .Run();
        }
        else
        {
            _updateInstance
                .Bind(1, row.Key)
                .Bind(2, row.Execution)
                .Bind(3, row.Version)
                .Bind(4, (long)row.Status)
                .Bind(5, row.UpdatedAt.Ticks)
                .Bind(6, row.IsStarted ? 1 : 0)
                .Bind(7, row.Input)
                .Bind(8, row.Output)
                .Bind(9, row.CustomStatus)
                .Bind(10, row.Failure)
                .Bind(11, row.Parent?.TaskId)
                .Run();
        }

        foreach ((var position, var happened) in unit.History)
        {
            _insertHistory
                .Bind(1, row.Key)
                .Bind(2, position)
                .Bind(3, (long)happened.Kind)
                .Bind(4, happened.TaskId)
                .Bind(5, happened.Name)
                .Bind(6, happened.Target)
                .Bind(7, happened.Payload)
                .Bind(8, happened.At.Ticks)
                .Run();
        }
    }

    private void WriteActivities(StoreUnit unit)
    {
        foreach (var activity in unit.NewActivities)
        {
            _insertActivity
                .Bind(1, activity.Row)
                .Bind(2, activity.InstanceId)
                .Bind(3, activity.Execution)
                .Bind(4, activity.TaskId)
                .Bind(5, activity.Name)
                .Bind(6, activity.Input)
                .Run();
        }

        foreach (var activity in unit.DoneActivities)
        {
            _deleteActivity.Run(activity);
        }
    }

    private void Insert(MessageRow message) =>
        BindParent(_insertMessage, 6, message.Parent)
            .Bind(1, message.Row)
            .Bind(2, message.Target)
            .Bind(3, (long)message.Kind)
            .Bind(4, message.Name)
            .Bind(5, message.Payload)
            .Bind(10, message.Version)
            .Run();

    private static Statement BindParent(Statement statement, int first, ParentLink? parent) =>
        statement
            .Bind(first, parent?.InstanceId)
            .Bind(first + 1, parent?.Name)
            .Bind(first + 2, parent?.Execution)
            .Bind(first + 3, parent?.TaskId);
}
